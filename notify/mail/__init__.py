"""What the e-mail channel is made of: the writer, the connections, the bounce mailbox."""
