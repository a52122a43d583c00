"""The checks that the readers make while they read: named here, made in the readers."""

from __future__ import annotations

from pyrrhus.scenario.checks.registry import Check, add

for name, finds, fix in (
    ("file_missing", "a required file is not in the folder", "add the file"),
    ("file_empty", "a file has nothing in it, or no header", "write its content, or remove it if it is optional"),
    ("file_is_directory", "a folder stands where a file should be", "put the file there"),
    ("file_unreadable", "a file that cannot be opened", "make it an ordinary, readable file"),
    ("file_too_large", "a file larger than its [limit](limits.md)", "keep what is needed"),
    ("limit", "more rows, columns or characters than the [limits](limits.md) allow", "keep what is needed"),
    ("file_utf16", "a file saved as UTF-16", "save it as UTF-8"),
    ("file_not_utf8", "bytes that are not UTF-8, such as Windows-1252", "save the file as UTF-8"),
    ("file_nul_bytes", "NUL bytes in a text file", "save it again as text"),
    ("csv_quotes", "double quotes that do not close", "close them; write a quote inside a field twice"),
    ("csv_separator", "columns separated by semicolons or tabs", "save the file with commas"),
    ("header_unnamed_column", "a column without a name", "name it or remove it"),
    ("header_duplicate_column", "two columns of one name", "keep one"),
    ("header_unknown_column", "a column that the table does not have", "write the nearest valid name"),
    ("header_missing_column", "a required column that is not there", "add it"),
    ("row_field_count", "a row with more or fewer fields than the header", "quote commas, or add the missing ones"),
    ("table_no_rows", "a required table without rows", "write its rows"),
    ("cell_empty", "an empty cell where a value is needed", "write the value"),
    (
        "cell_number",
        "a number that is not one: thousands separators, decimal commas, NaN, infinite",
        "write plain digits",
    ),
    (
        "cell_count",
        "a count written as 1.400 or 30.000, a thousand in one country and a fraction in another",
        "write the digits alone",
    ),
    ("cell_date", "a date that is not one, or a month where a day is needed", "write YYYY-MM-DD"),
    ("cell_yes_no", "neither yes nor no", "write yes or no"),
    ("cell_choice", "a word that is not on the list of the column", "write the nearest word of the list"),
    ("cell_range", "a number out of its range: negative people, shares past 1, latitudes past 90", "write one within"),
    ("cell_id", "an id with blanks or other signs, or one too long", "use letters, digits and . : _ -"),
    ("workbook", "a file that is no workbook, is damaged or has a password", "save it again as .xlsx"),
    ("workbook_cell", "a cell with an error, or with a formula that was never worked out", "write the value"),
    ("yaml_syntax", "text that is not YAML 1.2", "quote text that has a colon, a quote or a bracket"),
    ("yaml_tabs", "lines indented by tabs", "indent by spaces"),
    ("yaml_root", "a file that does not begin with keys, or has several documents", "write one mapping"),
    ("yaml_depth", "nesting that is too deep, or aliases that multiply", "write plain lists and mappings"),
    ("yaml_tag", "a YAML tag", "remove it"),
    ("yaml_duplicate_key", "a key that is there twice", "keep one"),
    ("yaml_unknown_key", "a key that the file does not have", "write the nearest valid key"),
    ("yaml_missing_key", "a required key that is not there", "add it"),
    ("yaml_empty_value", "a key without a value, or a true or false that no key takes", "write a value"),
    ("yaml_type", "a value of the wrong type", "write the type that the key takes"),
):
    add(Check(name, finds, fix))
