"""The console's page of offers: made one by one or by a sheet, and withdrawn."""
