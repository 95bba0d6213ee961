"""The exchange of packets between databases: in a packet file, or in the rows of a reviews CSV."""
