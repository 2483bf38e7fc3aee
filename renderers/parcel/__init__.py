"""What is asked about a parcel."""
