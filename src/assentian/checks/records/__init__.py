"""Records that another system or a person supplies: sealed or not, row by row of their form, held against rules."""
