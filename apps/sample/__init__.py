"""示例世界: invented institutions, makers, products, demands, answers, trials and deals, marked, always the same."""
