"""Symmetric equilibria of the (k+1)-player game, located and proved."""
