"""Registers of dated entries drawn from one declared grammar."""
