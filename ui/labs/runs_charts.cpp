// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_charts.h"

#include "ui/labs/runs_text.h"
#include "ui/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr double kPercent = 100.0;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kFewEpochs = 30; ///< up to here every epoch has its marker
constexpr double kMarkerRoom = 0.04; ///< of the axis, so that markers at its ends are not cut
constexpr double kNameRoom = 0.12; ///< the same, for names above and below them

double valueOf(const nn::RunEpoch& epoch, RunQuantity quantity)
{
    switch (quantity) {
    case RunQuantity::TestError:
        return kPercent * epoch.testError;
    case RunQuantity::Loss:
        return epoch.trainLoss;
    case RunQuantity::Nfe:
        break;
    }
    return epoch.nfeForwardMean > 0.0 ? epoch.nfeForwardMean : kNone;
}

std::vector<double> placesOf(const nn::Trial& record, bool againstTime)
{
    std::vector<double> x;
    double seconds = 0.0;
    for (const nn::RunEpoch& epoch : record.epochs) {
        seconds += std::isfinite(epoch.trainSeconds) ? epoch.trainSeconds : epoch.seconds;
        x.push_back(againstTime ? seconds : epoch.epoch);
    }
    return x;
}

/// Vertical and horizontal bars of one deviation through a point.
PlotCurve bars(
    const QString& id, const SeriesStyle& style, const nn::Spread& time, const nn::Spread& error)
{
    std::vector<double> x;
    std::vector<double> y;
    const auto add = [&](double dx, double dy) {
        for (const double sign : { -1.0, 1.0 }) {
            x.push_back(time.mean + sign * dx);
            y.push_back(error.mean + sign * dy);
        }
        x.push_back(kNone);
        y.push_back(kNone);
    };
    if (error.deviation > 0.0)
        add(0.0, error.deviation);
    if (time.deviation > 0.0)
        add(time.deviation, 0.0);
    PlotCurve curve(id, id, style);
    curve.markers = false;
    curve.inLegend = false;
    curve.replace(std::move(x), std::move(y));
    return curve;
}

PlotCurve point(const QString& id, const QString& name, const SeriesStyle& style, double time,
    double error, bool hollow)
{
    PlotCurve curve(id, name, style);
    curve.line = false;
    curve.hollow = hollow;
    curve.hollowInLegend = hollow;
    curve.inLegend = false;
    curve.markerSize = 6.0;
    curve.replace({ time }, { error });
    return curve;
}

/// An entry of the legend that stands for many curves.
PlotCurve entry(const QString& id, const QString& name, bool hollow)
{
    SeriesStyle style = seriesStyle(u"mlp");
    style.marker = Marker::Circle;
    PlotCurve curve(id, name, style);
    curve.line = false;
    curve.hollow = hollow;
    curve.hollowInLegend = hollow;
    return curve;
}

/// Without the last part of "ODE-Net, strong recipe, recorded".
QString unrecorded(QString name)
{
    const QString last = QStringLiteral(", ") + tr("recorded");
    return name.endsWith(last) ? name.chopped(last.size()) : name;
}

void addLine(AnalysisChart& chart, const RunGroup& group, const QString& key)
{
    const SeriesStyle style = seriesStyle(group.series);
    const nn::Spread time = group.measured.of(&nn::Trial::trainSeconds);
    const nn::Spread error = group.measured.of(&nn::Trial::leastError, kPercent);
    const bool measured = time.count > 0 && error.count > 0;
    const nn::PublishedResult* article = group.article;
    if (measured && article) {
        PlotCurve between(QStringLiteral("article/between/") + key, group.name, style);
        between.dotted = true;
        between.markers = false;
        between.inLegend = false;
        between.replace({ time.mean, article->seconds }, { error.mean, article->errorPercent });
        chart.curves.push_back(std::move(between));
    }
    if (article) {
        const nn::Spread theirTime { article->seconds, article->secondsDeviation, 3 };
        const nn::Spread theirError { article->errorPercent, article->errorDeviation, 3 };
        chart.curves.push_back(
            bars(QStringLiteral("article/bars/") + key, style, theirTime, theirError));
        chart.curves.push_back(point(QStringLiteral("article/") + key,
            tr("%1, article").arg(group.name), style, theirTime.mean, theirError.mean, true));
    }
    if (measured) {
        chart.curves.push_back(bars(QStringLiteral("measured/bars/") + key, style, time, error));
        chart.curves.push_back(point(
            QStringLiteral("measured/") + key, group.name, style, time.mean, error.mean, false));
    }
    // At the article's points, which lie apart: ours of the three networks nearly coincide. Other
    // lines with the same values need no second name there.
    const QString name
        = article ? group.name.section(QLatin1Char(','), 0, 0) : unrecorded(group.name);
    const bool named = std::ranges::any_of(
        chart.notes, [&name](const PlotNote& note) { return note.text == name; });
    if ((measured || article) && !named) // long names first, while there is room for them
        chart.notes.insert(article ? chart.notes.end() : chart.notes.begin(),
            { article ? article->seconds : time.mean, article ? article->errorPercent : error.mean,
                name, PlotNote::Kind::Plain, false, chart.notes.size() % 2 == 0 });
}

} // namespace

AnalysisChart runCurvesChart(const std::vector<const LibraryRun*>& runs, const RunTicks& ticks,
    RunQuantity quantity, bool againstTime)
{
    AnalysisChart chart;
    chart.x.title = againstTime ? tr("training time (s)") : tr("epoch");
    chart.x.integers = !againstTime;
    chart.x.padding = kMarkerRoom;
    if (againstTime)
        chart.x.lower = 0.0;
    switch (quantity) {
    case RunQuantity::TestError:
        chart.y = logAxis(tr("test error (%)"));
        break;
    case RunQuantity::Loss:
        chart.y = logAxis(tr("loss, mean over the epoch"));
        break;
    case RunQuantity::Nfe:
        chart.y.title = tr("NFE of a step, forward");
        chart.y.padding = kMarkerRoom;
        break;
    }
    for (const LibraryRun* run : runs) {
        PlotCurve curve(QString::fromStdString(run->id), runName(*run).toHtmlEscaped(),
            seriesStyle(ticks.seriesOf(run->id)));
        std::vector<double> y;
        bool any = false;
        for (const nn::RunEpoch& epoch : run->record.epochs) {
            y.push_back(valueOf(epoch, quantity));
            any = any || std::isfinite(y.back());
        }
        if (!any)
            continue;
        curve.markerEvery = 1 + static_cast<int>(y.size()) / kFewEpochs;
        curve.replace(placesOf(run->record, againstTime), std::move(y));
        chart.curves.push_back(std::move(curve));
    }
    if (chart.curves.empty())
        chart.reason = runs.empty() ? tr("Tick runs in the list to draw them.")
                                    : tr("The ticked runs have no such numbers yet.");
    return chart;
}

AnalysisChart errorTimeChart(const RunTable& table)
{
    AnalysisChart chart;
    chart.x = logAxis(tr("training time (s)"));
    chart.y = logAxis(tr("least test error (%)"));
    chart.y.padding = kNameRoom;
    chart.curves.push_back(
        entry(QStringLiteral("measured"), tr("measured: mean ± deviation"), false));
    chart.curves.push_back(entry(QStringLiteral("article"), tr("article"), true));
    for (std::size_t i = 0; i < table.groups.size(); ++i)
        addLine(chart, table.groups[i], QString::number(i));
    return chart;
}

} // namespace ui
