"""Counting: plans that the reference fixed, and the engines that count over them."""
