"""``python -m geoapp``: the command line where no script folder is on the path (Windows)."""

from geoapp.cli import main

if __name__ == "__main__":
    main()
