"""The field's files, brought into a scenario folder: events, losses, equipment, displacement, control of places."""
