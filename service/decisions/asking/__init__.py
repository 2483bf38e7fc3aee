"""Those who are asked before anything is chosen: what is set aside for each of them meanwhile, in the same plan as everybody's."""
