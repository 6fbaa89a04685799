"""What would prove that a system's threats are treated: its leading checks, what they last said, and planning them."""
