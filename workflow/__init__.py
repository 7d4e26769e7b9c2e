"""The engine: acts, states, people, a journal. It could run library loans."""
