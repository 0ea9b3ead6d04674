"""What one installation is: its folders, ports, secrets and tenants. No server, no database."""
