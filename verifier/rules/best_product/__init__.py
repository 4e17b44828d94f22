"""The best policy for k independent samples."""
