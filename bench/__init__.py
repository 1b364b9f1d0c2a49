"""One program a figure: `make bench NAME=loop` prints a table and writes bench/results/loop.json."""
