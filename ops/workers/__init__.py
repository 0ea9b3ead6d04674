"""Background processes of the ERP: queue workers and the scheduler."""
