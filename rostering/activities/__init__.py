"""Training, coaching, meetings and back office placed where the floor can spare people."""
