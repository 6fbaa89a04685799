"""What happens in operation: periods of decisions, incidents, appeals and complaints."""
