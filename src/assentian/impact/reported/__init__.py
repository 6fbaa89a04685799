"""What no measurement tells: law, suppliers, rights, weaknesses and concerns, as somebody reported them."""
