"""What people do: reviews, packets and their places, settling, decisions in bulk, who they are."""
