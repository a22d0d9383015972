"""Storage: Tortoise models, migrations, and the only raw SQL of the house."""
