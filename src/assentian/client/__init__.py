"""What a machine outside the server needs: sending evidence, asking the gate, verifying a pack offline."""
