"""The bench: how fast and how small the suite is, against baselines that are measured in the same run.

Method, for every comparison: all contenders stand ready at once on this machine; they are measured in turn for a few
seconds each, over several rounds whose order is turned round each time; what is told is the median of the rounds. A
ratio is only ever taken between figures of the same run. Nothing here is asserted: a target that is missed is printed
as missed, and the bench still ends 0. Run it on a machine that does nothing else.

``python -m tests.bench [reads] [rpc] [batches] [books] [fec] [memory] [start] [--quick]``
"""
