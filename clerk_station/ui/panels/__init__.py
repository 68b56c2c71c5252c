"""What lies on the desk between band and action bar: sheets, side columns, and small tasks."""
