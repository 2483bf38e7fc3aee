"""How much machine so many recipients a day need: measured unit costs, and a day that is simulated from them."""
