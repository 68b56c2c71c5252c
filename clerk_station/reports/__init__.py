"""What leaves the station on paper and as files. A new report is one file and one name here."""

from clerk_station.reports import daily
from clerk_station.reports.tables import Report

REPORTS: tuple[Report, ...] = (daily.REPORT,)
