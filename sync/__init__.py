"""The post office: carries sealed envelopes between stations and the central, never opens them."""
