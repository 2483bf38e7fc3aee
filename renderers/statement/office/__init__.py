"""What an ethics office sees and answers."""
