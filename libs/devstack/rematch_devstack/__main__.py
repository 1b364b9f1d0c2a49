"""python -m rematch_devstack: the `rematch` command."""

from rematch_devstack.cli import main

if __name__ == "__main__":
    main()
