"""What strangers, slow clients and tireless readers cost everybody else."""
