"""The guided form of a threat model: the same file as the text editor writes, changed in the places that change."""
