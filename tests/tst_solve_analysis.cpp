// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
class TestSolveAnalysis : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveAnalysis()
        : SolvePage("tst_solve_analysis")
    {
    }
private slots:
    void init() { open(); }
    void cleanup() { close(); }
};
QTEST_MAIN(TestSolveAnalysis)
#include "tst_solve_analysis.moc"
