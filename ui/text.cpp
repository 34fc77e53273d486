// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text.h"

#include "solvers/analysis/solution_io.h"

#include <QCoreApplication>

#include <cmath>

namespace ui {

QString tr(const char* text)
{
    return QCoreApplication::translate("Separatrix", text);
}

QString fromCore(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString fromPath(const std::filesystem::path& path)
{
    return QString::fromStdU16String(path.u16string());
}

QString csvNumber(double value)
{
    return std::isfinite(value) ? fromCore(solvers::shortestNumber(value)) : QString();
}

} // namespace ui
