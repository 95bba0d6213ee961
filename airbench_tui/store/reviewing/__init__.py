"""What auditors do: reviews, packets and their places, adjudications, bulk decisions; and who the auditors are."""
