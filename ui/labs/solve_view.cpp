// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_view.h"

#include "ui/plots/plot_view.h"

namespace ui {

void SolveView::setStale(bool stale)
{
    for (PlotView* plot : plots())
        plot->setCurvesDim(stale);
}

QList<Section*> SolveView::addSections(const SectionFactory&)
{
    return {};
}

} // namespace ui
