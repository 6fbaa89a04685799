"""Recorded decisions: are they all here, unchanged, in order, and do they come out the same again?"""
