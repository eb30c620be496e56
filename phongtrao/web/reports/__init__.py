"""Pages of the yearly report while it is made: builder, sources of its figures."""
