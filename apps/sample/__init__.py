"""示例世界: invented institutions, makers, products, demands, trials and deals, plainly marked, the same every time."""
