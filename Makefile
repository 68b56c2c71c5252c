# Thin: every errand is done by installer/develop.py, which also runs where there is no make.
PYTHON ?= $(firstword $(foreach name,python3.11 python3 python,$(shell \
	$(name) -c "import sys; sys.version_info >= (3, 11) and print('$(name)')" 2>/dev/null)) python3)

.PHONY: setup demo test check lock words pictures bench bench-desk bench-scan bench-sync fuzz simulate train train-check
bench-scan: override ARGS += $(if $(SEED),--seed $(SEED)) $(if $(FRAMES),--frames $(FRAMES)) \
	$(if $(RIVALS),--rivals)
bench-desk: override ARGS += $(if $(PEOPLE),--people $(PEOPLE))
bench-sync: override ARGS += $(if $(PEERS),--peers)
simulate: override ARGS += $(if $(SEEDS),--seeds $(SEEDS)) $(if $(FIRST),--first $(FIRST))
fuzz: override ARGS += $(if $(SECONDS),--seconds $(SECONDS))
setup demo test check lock words pictures bench bench-desk bench-scan bench-sync fuzz simulate train train-check:
	@$(PYTHON) installer/develop.py $@ $(ARGS)
