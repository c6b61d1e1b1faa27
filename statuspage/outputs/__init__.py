"""What is published: one module for each sort of output, each a function from Site to outputs."""
