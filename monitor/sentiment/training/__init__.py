"""Making the shipped model: the network, its training, its export. Needs the extra [torch]."""
