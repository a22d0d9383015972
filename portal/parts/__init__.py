"""What `hr` answers, drawn with widgets: frozen views in, nodes out, no decision taken here."""
