"""`python -m pyrrhus` is the command."""

from pyrrhus.cli import main

main()
