"""Which text stands for an opening or a person, how its identity is told, and which key it may travel under."""
