"""A scenario in a workbook (.xlsx): each sheet is a file of the folder, read as if that file stood there."""
