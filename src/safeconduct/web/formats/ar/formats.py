"""Arabic: a point in numbers, because the places in a drawing are numbers too, and it knows no comma."""

DECIMAL_SEPARATOR = "."
