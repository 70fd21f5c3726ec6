"""``python -m symact`` is the ``symact`` command."""

from symact.doors.command import main

if __name__ == "__main__":
    main()
