"""`python -m finmodel` is `finmodel`."""

from finmodel.cli import main

main()
