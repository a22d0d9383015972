"""The demo company: invented people, simulated terminals, three months behind them."""
