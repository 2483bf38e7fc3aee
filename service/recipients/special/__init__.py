"""What somebody eats, avoids or keeps away from tells of their health and belief: on which condition it is kept, who has
read it, and what taking a consent back does."""
